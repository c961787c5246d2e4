delete from core.match_basis;

insert into core.match_basis (basis)
values (%(basis)s);
