select distinct period from report."freeze";
