-- As out_90_comments.sql, of near misses, decisions about them, and how far counts can be trusted. -- noqa: disable=LT05

comment on view out.near_miss is 'Two people of an area who may be one, for review: nothing is merged unless somebody decides so.';
comment on column out.near_miss.pair_id is 'What cjit decide pair asks for; follows from the two keys and the area';
comment on column out.near_miss.dat_code is 'DAT of residence of both';
comment on column out.near_miss.person_key_a is 'Key of the four items of the one, whatever was decided since';
comment on column out.near_miss.person_key_b is 'Of the other';
comment on column out.near_miss.seen_a is 'Who knows the one: cjit, treatment or both';
comment on column out.near_miss.seen_b is 'Who knows the other';
comment on column out.near_miss.episodes_a is 'Current CJIT episodes of the one in this area (agency_code/episode_id); null where there are none';
comment on column out.near_miss.episodes_b is 'Of the other';
comment on column out.near_miss.treatments_a is 'Structured treatment of the one in this area; null where there is none';
comment on column out.near_miss.treatments_b is 'Of the other';
comment on column out.near_miss.weight is 'log2 of the odds that the two are one person';
comment on column out.near_miss.probability is 'The same as a probability';
comment on column out.near_miss.reason is 'What differs, and what speaks for and against, in words';
comment on column out.near_miss.state is 'open, same or different; one that follows from decisions on other pairs has no decided_by';
comment on column out.near_miss.found is 'Whether the last search found it; false of a decided pair that has changed since';
comment on column out.near_miss.decided_by is 'Who decided last about this pair';
comment on column out.near_miss.decided_at is 'When';
comment on column out.near_miss.why is 'Why, in the words of who decided';

comment on view out.different_people is 'Two people who were decided to be different: no near miss of each other any more, under any of their keys.';
comment on column out.different_people.person_key_a is 'The key in force of the one: the smaller';
comment on column out.different_people.person_key_b is 'Of the other';

comment on view out.near_miss_record is 'What is recorded of the two of a near miss, side by side: facts of CJIT episodes and of structured treatment.';
comment on column out.near_miss_record.pair_id is 'The pair';
comment on column out.near_miss_record.dat_code is 'DAT of residence of both';
comment on column out.near_miss_record.side is 'a: the one, b: the other';
comment on column out.near_miss_record.source is 'cjit or treatment';
comment on column out.near_miss_record.agency_code is 'Who recorded it';
comment on column out.near_miss_record.episode_id is 'EPISODID there';
comment on column out.near_miss_record.substance_group is 'As in out.episode; null for treatment';
comment on column out.near_miss_record.referred_on is 'REFLD of treatment';
comment on column out.near_miss_record.assessed_on is 'ASSESSDT, or TRIAGED of treatment';
comment on column out.near_miss_record.started_on is 'CASESTDT, or MODST of treatment';
comment on column out.near_miss_record.ended_on is 'CLOSEDT, or DISD of treatment';
comment on column out.near_miss_record.end_reason is 'Closure reason in words; null for treatment';

comment on view out.pair_decision is 'Every decision about a near miss, the last in force. It names nobody and outlives the pair.';
comment on column out.pair_decision.pair_id is 'The pair';
comment on column out.pair_decision.decision is 'same or different';
comment on column out.pair_decision.decided_by is 'Who decided';
comment on column out.pair_decision.decided_at is 'When';
comment on column out.pair_decision.why is 'Why, in the words of who decided';
comment on column out.pair_decision.decision_no is 'The order in which they were taken';

comment on view out.linkage_quality is 'How far each area''s count of people can be trusted: two people under one key, one person under two. Everything current.';
comment on column out.linkage_quality.level is 'england, region, force or partnership';
comment on column out.linkage_quality.area_code is 'england, the region''s or force''s name, or dat_code';
comment on column out.linkage_quality.clients is 'People counted: distinct keys, duplicates of episodes aside';
comment on column out.linkage_quality.clients_low is 'Were all who are probably split one person: clients less people_split';
comment on column out.linkage_quality.clients_high is 'Were all keys that probably hold two people two: clients and keys_of_two';
comment on column out.linkage_quality.keys_of_two is 'Keys with facts that contradict each other, as the next four say';
comment on column out.linkage_quality.two_clients_at_once is 'Two CLIENTIDs of one agency with closed episodes on the same days';
comment on column out.linkage_quality.other_ethnic_group is 'Ethnicity of two groups, mixed, other and not stated aside';
comment on column out.linkage_quality.seen_after_death is 'Closed as died, and assessed after that';
comment on column out.linkage_quality.two_caseloads_apart is 'On caseloads of two regions for four weeks at once, both closed; so in england alone';
comment on column out.linkage_quality.people_split is 'Open near misses between people of CJITs that are more likely one person than not';
comment on column out.linkage_quality.open_pairs is 'All open near misses between people of CJITs';
comment on column out.linkage_quality.expected_by_chance is 'Pairs of people who share all four items by chance, by birthdays alone: beside keys_of_two, of which it sees a part';

comment on table core.near_miss is 'Near misses as found, and the decision in force on each.';
comment on column core.near_miss.pair_id is 'A part of a hash of the two keys and the area';
comment on column core.near_miss.dat_code is 'DAT of residence of both';
comment on column core.near_miss.key_a is 'Key of the four items of the one: the smaller';
comment on column core.near_miss.key_b is 'Of the other';
comment on column core.near_miss.seen_a is 'Who knows the one: cjit, treatment or both';
comment on column core.near_miss.seen_b is 'Who knows the other';
comment on column core.near_miss.weight is 'log2 of the odds that the two are one person';
comment on column core.near_miss.probability is 'The same as a probability';
comment on column core.near_miss.reason is 'What differs, and what speaks for and against, in words';
comment on column core.near_miss.found is 'Whether the last search found it';
comment on column core.near_miss.decision_no is 'The decision in force (dq.pair_decision); null while open';

comment on table core.dat_to_search is 'The queue of areas to search for near misses again.';
comment on column core.dat_to_search.dat_code is 'The area; * for all';

comment on table core.same_person is 'Own keys that decisions made one person of, and the four items by which their rows are found again.';
comment on column core.same_person.own_key is 'Key of the four items';
comment on column core.same_person.person_key is 'The key in force: the smallest of its person''s own keys';
comment on column core.same_person.first_initial is 'FINITIAL';
comment on column core.same_person.surname_initial is 'SINITIAL';
comment on column core.same_person.dob is 'DOB';
comment on column core.same_person.sex is 'SEX';
