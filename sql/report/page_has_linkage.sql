select to_regclass('out.linkage_quality') is not null as has_linkage;
