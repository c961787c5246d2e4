-- The lists and the register as the code and the deployment hold them today, replaced whole.
delete from ref.partnership;
delete from ref.local_authority;
delete from ref.prison;
delete from ref.code;
delete from ref.agency;
