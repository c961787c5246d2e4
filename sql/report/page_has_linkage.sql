select to_regclass('report.freeze_linkage') is not null as has_linkage;
