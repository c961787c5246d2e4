-- Make room for the tables of another side.
drop table if exists
report_place, report_code, report_agency, report_referral, report_fed, report_release, report_area, report_england,
report_lies_in, report_figure, report_episode, report_assessed, report_caseload, report_referred, report_exit,
report_handover;
