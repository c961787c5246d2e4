-- What the views of out and the columns that the load adds to core mean: for whoever looks at them in the
-- database, and for docs/out-views.md and docs/data-dictionary.md, which are made from these sentences. -- noqa: disable=LT05

comment on view out.submission is 'Every file that has a verdict, with its counts.';
comment on column out.submission.submission_id is 'Sender, night and a part of a hash of the content';
comment on column out.submission.agency_code is 'The drop folder''s name; for structured and secure files the sender that the file names';
comment on column out.submission.file_name is 'Base name as sent; it means nothing';
comment on column out.submission.sha256 is 'Of the raw bytes, and so their place in the archive';
comment on column out.submission.received_at is 'The clock of the night that took it in';
comment on column out.submission.status is 'fatal, held or accepted; a held file that was released is accepted';
comment on column out.submission.fatal_rule is 'The first fatal rule that fired; null unless fatal';
comment on column out.submission.rows_submitted is 'Data rows less the withheld ones; null of a fatal file, as all counts';
comment on column out.submission.rows_withheld is 'Rows of clients with CONSENT N';
comment on column out.submission.rows_in_error is 'Submitted rows with at least one error';
comment on column out.submission.rows_loaded is 'Submitted rows without an error';
comment on column out.submission.rows_with_warning is 'Loaded rows with at least one warning';
comment on column out.submission.load_pct is 'Loaded of submitted rows, per cent, cut to one decimal';
comment on column out.submission.dq_pct is 'Loaded rows without a warning of loaded rows, per cent, cut to one decimal';
comment on column out.submission.open_mismatches is 'Mismatches that this file showed first and that are still open';
comment on column out.submission.feed is 'cjit, structured or secure: what the file is about';
comment on column out.submission.folder is 'The drop folder';
comment on column out.submission.arrival_no is 'Place among the folder''s files of that night';
comment on column out.submission.dataset_version is 'The dataset definition that judged it';
comment on column out.submission.rules_version is 'The suites that judged it: date in force and a part of a hash';
comment on column out.submission.lists_version is 'The reference lists that judged it, by their day in force';
comment on column out.submission.code_version is 'The program that judged it';
comment on column out.submission.decided_at is 'When the verdict was reached, by the server''s clock';
comment on column out.submission.content_sha256 is 'Of the content: without byte order mark, line ends as LF (F09); null where it is no text';
comment on column out.submission.row_set_hash is 'Of the rows in any order and spelling (N03); null where the file is fatal by its own content';

comment on view out.finding is 'Every failing row and every remark on a file, in the words of the rules that judged it.';
comment on column out.finding.submission_id is 'The file';
comment on column out.finding.agency_code is 'Its sender';
comment on column out.finding.row_no is 'First data row = 1; null for the file as a whole';
comment on column out.finding.client_ref is 'CLIENT of the row, masked where it tells the date of birth';
comment on column out.finding.episode_id is 'EPISODID of the row; STAYID of a stay';
comment on column out.finding.rule is 'Its page is docs/rules/<dataset>/<rule>.md';
comment on column out.finding.severity is 'fatal, error, warning or note';
comment on column out.finding.item is 'The item that the rule is about';
comment on column out.finding.value is 'What it held; stars for initials, date of birth and postcode';
comment on column out.finding.message is 'What is wrong and what to do, in one sentence';

comment on view out.finding_count is 'Findings of each file by rule, item and sentence, and how many there are.';
comment on column out.finding_count.submission_id is 'The file';
comment on column out.finding_count.agency_code is 'Its sender';
comment on column out.finding_count.feed is 'cjit, structured or secure: what the file is about';
comment on column out.finding_count.rule is 'The rule';
comment on column out.finding_count.severity is 'fatal, error, warning or note';
comment on column out.finding_count.item is 'The item that the rule is about';
comment on column out.finding_count.message is 'What is wrong, in the words of the rule';
comment on column out.finding_count.why is 'Why it matters';
comment on column out.finding_count.fix is 'What to do';
comment on column out.finding_count.findings is 'How many findings there are';
comment on column out.finding_count.first_row is 'The first row that has one; null for the file as a whole';

comment on view out.night is 'What each night took in and made of it.';
comment on column out.night.received_at is 'The clock of the night';
comment on column out.night.files is 'Files that came in';
comment on column out.night.accepted is 'Of these accepted, files that were released later included';
comment on column out.night.held is 'Of these held';
comment on column out.night.fatal is 'Of these fatal';
comment on column out.night.waiting is 'Of these without a verdict yet: the next night takes them up';
comment on column out.night.size_bytes is 'Bytes of all of them';
comment on column out.night.rows_submitted is 'Rows submitted, over all files that could be read';
comment on column out.night.rows_loaded is 'Rows loaded, or that would be once a held file is released';
comment on column out.night.first_verdict_at is 'When the first verdict was reached, by the server''s clock';
comment on column out.night.last_verdict_at is 'When the last one was';

comment on view out.mismatch is 'Differences between an agency''s file and what it had loaded before, and what was decided.';
comment on column out.mismatch.agency_code is 'The sender';
comment on column out.mismatch.episode_id is 'The episode';
comment on column out.mismatch.kind is 'M1 missing, M2 other person, M3 re-keyed, M4 other ASSESSDT, M5 reopened';
comment on column out.mismatch.state is 'open, deleted, kept or resolved';
comment on column out.mismatch.found_in is 'The submission that first showed it';
comment on column out.mismatch.decided_by is 'Who decided; null while open and where a file removed the cause';
comment on column out.mismatch.decided_at is 'When';
comment on column out.mismatch.why is 'Why, in the words of who decided';
comment on column out.mismatch.closed_in is 'The later accepted file that removed the cause';
comment on column out.mismatch.compared_with is 'M2, M4, M5: the file that brought the version before';

comment on view out.mismatch_change is 'What each mismatch changed, without initials, dates of birth and sex.';
comment on column out.mismatch_change.agency_code is 'The sender';
comment on column out.mismatch_change.episode_id is 'The episode; of M3 the old one';
comment on column out.mismatch_change.kind is 'M1 to M5';
comment on column out.mismatch_change.found_in is 'The submission that first showed it';
comment on column out.mismatch_change.new_episode_id is 'M3: the EPISODID under which it came, several with commas between';
comment on column out.mismatch_change.assessed_before is 'M4: ASSESSDT before';
comment on column out.mismatch_change.assessed_then is 'M4: ASSESSDT in the submission that first showed it';
comment on column out.mismatch_change.closed_before is 'M5: CLOSEDT before';

comment on view out.held_file is 'Files that were held because too many open episodes were missing from them, and what became of them.';
comment on column out.held_file.submission_id is 'The file';
comment on column out.held_file.agency_code is 'Its sender';
comment on column out.held_file.received_at is 'The clock of the night that took it in';
comment on column out.held_file.state is 'waiting, refused, superseded or released; the first two can still be released';
comment on column out.held_file.open_episodes is 'Open episodes of the agency when it came';
comment on column out.held_file.disappearing is 'How many of them are missing from it';
comment on column out.held_file.decided_by is 'Who released or refused it';
comment on column out.held_file.decided_at is 'When';
comment on column out.held_file.why is 'Why, in the words of who decided';
comment on column out.held_file.superseded_by is 'The next accepted or held file of the agency';

comment on view out.episode is 'Current episodes, with what linkage says of them.';
comment on column out.episode.agency_code is 'The provider';
comment on column out.episode.episode_id is 'EPISODID, unique in the agency';
comment on column out.episode.person_key is 'Keyed hash of initials, date of birth and sex, in hexadecimal';
comment on column out.episode.dat_code is 'DAT of residence';
comment on column out.episode.client_key is 'person_key followed by dat_code: the person within a DAT of residence';
comment on column out.episode.journey_no is 'The client''s journey, from 1; null for a duplicate';
comment on column out.episode.assessed_on is 'ASSESSDT';
comment on column out.episode.prompt is 'PROMPT: what prompted the contact';
comment on column out.episode.caseload_on is 'CASESTDT; null if never on the caseload';
comment on column out.episode.closed_on is 'CLOSEDT; null while open';
comment on column out.episode.closure_reason is 'CLSRSN';
comment on column out.episode.transferred_to is 'TRFTO: a DAT or a prison';
comment on column out.episode.age is 'Completed years at assessment';
comment on column out.episode.sex is 'SEX';
comment on column out.episode.ethnicity is 'ETHNIC';
comment on column out.episode.substance_group is 'opiate, non-opiate and alcohol, non-opiate only, or alcohol only';
comment on column out.episode.accommodation is 'ACCMNEED';
comment on column out.episode.injecting is 'INJSTAT';
comment on column out.episode.duplicate_of is 'The surviving episode (agency_code/episode_id) of an event recorded twice; null otherwise';
comment on column out.episode.submission_id is 'The file that brought the current version';

comment on view out.referral is 'Referrals to structured treatment of current episodes.';
comment on column out.referral.agency_code is 'The provider';
comment on column out.referral.episode_id is 'The episode';
comment on column out.referral.referral_id is 'REFSTID, or REFSTDT as YYYY-MM-DD where it is blank';
comment on column out.referral.referred_on is 'REFSTDT';
comment on column out.referral.referred_to is 'REFSTAG: the agency referred to';

comment on view out.review is 'Reviews of current episodes.';
comment on column out.review.agency_code is 'The provider';
comment on column out.review.episode_id is 'The episode';
comment on column out.review.review_id is 'SUBMID, or SUBMODDT as YYYY-MM-DD where it is blank';
comment on column out.review.reviewed_on is 'SUBMODDT';
comment on column out.review.recpeer is 'Recovery support given: peer';
comment on column out.review.recmaid is 'Recovery support given: mutual aid';
comment on column out.review.recfmsp is 'Recovery support given: family';
comment on column out.review.recprnt is 'Recovery support given: parenting';
comment on column out.review.rechse is 'Recovery support given: housing';
comment on column out.review.recemp is 'Recovery support given: employment';
comment on column out.review.recedut is 'Recovery support given: education';
comment on column out.review.recwprj is 'Recovery support given: work projects';
comment on column out.review.recchkp is 'Recovery support given: check-ups';
comment on column out.review.recrlpp is 'Recovery support given: relapse prevention';
comment on column out.review.reccmpt is 'Recovery support given: complementary';
comment on column out.review.recgnh is 'Recovery support given: mental health';
comment on column out.review.recsmoc is 'Recovery support given: smoking cessation';
comment on column out.review.recoth is 'Recovery support given: other';

comment on view out.journey is 'A client''s episodes that follow each other within 21 days, across agencies.';
comment on column out.journey.dat_code is 'DAT of residence';
comment on column out.journey.client_key is 'The client';
comment on column out.journey.journey_no is 'From 1, in the order of time';
comment on column out.journey.started_on is 'The first ASSESSDT';
comment on column out.journey.ended_on is 'The last CLOSEDT; null while an episode is open';
comment on column out.journey.episodes is 'How many episodes, duplicates aside';
comment on column out.journey.agencies is 'How many agencies';

comment on view out.transfer is 'A closure to another CJIT and the episode that took it up, one row per link.';
comment on column out.transfer.from_agency is 'Where the client was';
comment on column out.transfer.from_episode is 'The closed episode';
comment on column out.transfer.closed_on is 'Its CLOSEDT';
comment on column out.transfer.transferred_to is 'Its TRFTO';
comment on column out.transfer.to_agency is 'Where the client was seen next';
comment on column out.transfer.to_episode is 'The episode there';
comment on column out.transfer.days is 'From the closure to the assessment, 0 to 21';

comment on view out.treatment_match is 'A referral or exit and the structured treatment that followed it.';
comment on column out.treatment_match.agency_code is 'The CJIT provider';
comment on column out.treatment_match.episode_id is 'The CJIT episode';
comment on column out.treatment_match.referral_id is 'The referral; null = matched from the exit';
comment on column out.treatment_match.anchor is 'referral or exit';
comment on column out.treatment_match.anchored_on is 'REFSTDT or CLOSEDT';
comment on column out.treatment_match.treatment_agency is 'The treatment provider; null where nothing matched';
comment on column out.treatment_match.treatment_episode is 'The treatment episode; null where nothing matched';
comment on column out.treatment_match.started_on is 'MODST, else TRIAGED';
comment on column out.treatment_match.days is 'From the anchor to the start';
comment on column out.treatment_match.already_in_treatment is 'Whether treatment had begun before the anchor and not ended';
comment on column out.treatment_match.counts_until is 'The last day on which a start counts: the day before the next assessment, at most 84 days on';

comment on view out.not_seen_reason is 'Why a referral may have no start in structured treatment, in the order in which the reasons are tried, and what to do.';
comment on column out.not_seen_reason.place is 'Its place: the first that holds is told';
comment on column out.not_seen_reason.reason is 'already_in_treatment, started_after, never_started, near_miss, started_before, other_dat or not_found';
comment on column out.not_seen_reason.title is 'The reason in a few words';
comment on column out.not_seen_reason.message is 'The reason in a sentence';
comment on column out.not_seen_reason.what_to_do is 'What the provider may do about it';

comment on view out.unmatched_referral is 'Every referral without a start in structured treatment, and why (decision 0018).';
comment on column out.unmatched_referral.agency_code is 'The CJIT provider';
comment on column out.unmatched_referral.episode_id is 'The CJIT episode';
comment on column out.unmatched_referral.referral_id is 'The referral';
comment on column out.unmatched_referral.referred_on is 'REFSTDT';
comment on column out.unmatched_referral.referred_to is 'REFSTAG';
comment on column out.unmatched_referral.dat_code is 'Partnership of residence of the episode';
comment on column out.unmatched_referral.reason is 'The first that holds of out.not_seen_reason';
comment on column out.unmatched_referral.reason_in_words is 'The same in words; of a near miss also what differs';
comment on column out.unmatched_referral.near_item is 'Of a near miss the item that differs: FINITIAL, SINITIAL, DOB or SEX';
comment on column out.unmatched_referral.counts_until is 'The last day on which a start would have counted';

comment on view out.unmatched_referral_summary is 'How many referrals have no start and why, at each provider and in each partnership of residence.';
comment on column out.unmatched_referral_summary.level is 'provider or partnership';
comment on column out.unmatched_referral_summary.area_code is 'agency_code or dat_code';
comment on column out.unmatched_referral_summary.reason is 'The reason';
comment on column out.unmatched_referral_summary.reason_in_words is 'The same in words; of near misses also what differs';
comment on column out.unmatched_referral_summary.referrals is 'Number of referrals';

comment on view out.prison_match is 'A release and the CJIT episode that followed it, one row per link.';
comment on column out.prison_match.prison_code is 'The secure setting';
comment on column out.prison_match.stay_id is 'The stay';
comment on column out.prison_match.exit_on is 'EXITDT';
comment on column out.prison_match.exit_dat is 'EXITDAT';
comment on column out.prison_match.agency_code is 'The CJIT provider';
comment on column out.prison_match.episode_id is 'The CJIT episode';
comment on column out.prison_match.assessed_on is 'Its ASSESSDT';
comment on column out.prison_match.days is 'From the release to the assessment, 0 to 21';

comment on view out."freeze" is 'What each report was made from: a freeze never changes, a correction is a new one.';
comment on column out."freeze".freeze_id is 'Period and a part of the hash of its inputs';
comment on column out."freeze".period is 'The report month, YYYY-MM';
comment on column out."freeze".frozen_at is 'The clock of the run';
comment on column out."freeze".restates is 'The freeze of the same period that this one corrects; null for the first';
comment on column out."freeze".signed_by is 'Who signed it off';
comment on column out."freeze".signed_at is 'When';
comment on column out."freeze".why is 'Why, in the words of who signed';
comment on column out."freeze".freeze_no is 'The order in which freezes were made';
comment on column out."freeze".inputs_sha256 is 'Over all that feeds the period: equal inputs give the same freeze';
comment on column out."freeze".episodes_sha256 is 'Of the episodes as linked';
comment on column out."freeze".submissions_sha256 is 'Of the agencies and their last accepted files';
comment on column out."freeze".references_sha256 is 'Of the areas and code lists';
comment on column out."freeze".matches_sha256 is 'Of transfers, treatment and releases; null: made before they were counted';
comment on column out."freeze".code_version is 'The program, and a hash of what makes figures and pages';

comment on view out.freeze_submission is 'The files that a freeze was made from, with the rules and lists that judged each.';
comment on column out.freeze_submission.freeze_id is 'The freeze';
comment on column out.freeze_submission.agency_code is 'The agency, treatment service or secure setting';
comment on column out.freeze_submission.submission_id is 'Its last accepted file';
comment on column out.freeze_submission.carried_forward is 'Whether none of its files was accepted in the window of the period';
comment on column out.freeze_submission.dataset_version is 'The dataset definition that judged it';
comment on column out.freeze_submission.rules_version is 'The suites that judged it';
comment on column out.freeze_submission.lists_version is 'The reference lists that judged it';
comment on column out.freeze_submission.feed is 'cjit, structured or secure: what the file is about; freezes made before all were recorded have cjit alone';

comment on view out.ccjr is 'The figures of the monthly report, one row per freeze, period, area, measure and category.';
comment on column out.ccjr.freeze_id is 'The freeze';
comment on column out.ccjr.period is 'The report month, YYYY-MM';
comment on column out.ccjr.period_kind is 'month, quarter, ytd or rolling12; all end on the last day of the month';
comment on column out.ccjr.period_start is 'First day of the span';
comment on column out.ccjr.level is 'england, region, force, partnership or provider';
comment on column out.ccjr.area_code is 'england, the region''s or force''s name, dat_code or agency_code';
comment on column out.ccjr.measure is 'What is counted';
comment on column out.ccjr.breakdown is 'Category; empty where the measure has none';
comment on column out.ccjr.value is 'The count, or the rate in per cent with one decimal; null where the denominator is 0';
comment on column out.ccjr.numerator is 'The count';
comment on column out.ccjr.denominator is 'Of how many; null unless it is a rate';

-- What the load and the linkage add to the items, in core ----------------------------------------------------

comment on table core.episode is 'Every version of every episode. The current one has no current_to.';
comment on column core.episode.agency_code is 'The provider';
comment on column core.episode.submission_id is 'The file that brought this version';
comment on column core.episode.current_from is 'When that file was received: from then on it was current';
comment on column core.episode.current_to is 'When the next version was received; null while current';
comment on column core.episode.content_hash is 'Of every stored value, referrals and reviews included: tells a change';
comment on column core.episode.person_key is 'HMAC-SHA-256 of FINITIAL, SINITIAL, DOB and SEX, or the key that decisions about near misses put in its place';
comment on column core.episode.age is 'Completed years from DOB to ASSESSDT';
comment on column core.episode.substance_group is 'Over the three drugs, as the report groups them';

comment on table core.referral is 'The referrals of each version of an episode.';
comment on column core.referral.agency_code is 'The provider';
comment on column core.referral.episode_id is 'The episode';
comment on column core.referral.submission_id is 'With the two above: the version of the episode';

comment on table core.review is 'The reviews of each version of an episode.';
comment on column core.review.agency_code is 'The provider';
comment on column core.review.episode_id is 'The episode';
comment on column core.review.submission_id is 'With the two above: the version of the episode';

comment on table core.absent is 'Current episodes that their agency''s last accepted file does not hold.';
comment on column core.absent.agency_code is 'The provider';
comment on column core.absent.episode_id is 'The episode';
comment on column core.absent.last_seen_in is 'The last accepted file that held it';

comment on table core.kept_away is 'Absent episodes that somebody decided to keep: their absence is not raised again until they were back.';
comment on column core.kept_away.agency_code is 'The provider';
comment on column core.kept_away.episode_id is 'The episode';

comment on table core.held_back is 'Current episodes whose rows in the last accepted file could not be loaded: the earlier version stays.';
comment on column core.held_back.agency_code is 'The provider';
comment on column core.held_back.episode_id is 'The episode';
comment on column core.held_back.submission_id is 'The file that held it in rows with errors';

comment on table core.touched_person is 'The queue of people to link again: once for each file that changed an episode of theirs.';
comment on column core.touched_person.person_key is 'The person; empty: everybody';
comment on column core.touched_person.submission_id is 'The file, or `a decision` or `an erasure`';

comment on table core.person_to_match is 'The queue of people to match again: those linked again, and those whose treatment or stays changed.';
comment on column core.person_to_match.person_key is 'The person; empty: everybody';

comment on table core.match_basis is 'What the last matching read of the register and the lists; where it is another, everybody is matched again.';
comment on column core.match_basis.basis is 'A hash';

comment on table core.transfer is 'Closures with 105 or 206 and the episode that picked each up.';
comment on column core.transfer.person_key is 'The person';
comment on column core.transfer.from_agency is 'The agency that closed';
comment on column core.transfer.from_episode is 'Its episode';
comment on column core.transfer.to_agency is 'The agency that picked up';
comment on column core.transfer.to_episode is 'Its episode';
comment on column core.transfer.closed_on is 'CLOSEDT';
comment on column core.transfer.transferred_to is 'TRFTO';
comment on column core.transfer.days is 'From the closure to the assessment';

comment on table core.treatment_match is 'Referrals and exits, and the structured treatment that followed each.';
comment on column core.treatment_match.person_key is 'The person';
comment on column core.treatment_match.agency_code is 'The CJIT provider';
comment on column core.treatment_match.episode_id is 'The CJIT episode';
comment on column core.treatment_match.referral_id is 'The referral; null = matched from the exit';
comment on column core.treatment_match.anchor is 'referral or exit';
comment on column core.treatment_match.anchored_on is 'REFSTDT or CLOSEDT';
comment on column core.treatment_match.counts_until is 'The last day on which a start counts';
comment on column core.treatment_match.treatment_agency is 'The treatment provider; null where nothing matched';
comment on column core.treatment_match.treatment_episode is 'The treatment episode';
comment on column core.treatment_match.started_on is 'MODST, else TRIAGED';
comment on column core.treatment_match.days is 'From the anchor to the start';
comment on column core.treatment_match.already_in_treatment is 'Whether treatment had begun before the anchor and not ended';

comment on table core.prison_match is 'Releases from secure settings and the episode that followed each.';
comment on column core.prison_match.person_key is 'The person';
comment on column core.prison_match.prison_code is 'The secure setting';
comment on column core.prison_match.stay_id is 'The stay';
comment on column core.prison_match.exit_on is 'EXITDT';
comment on column core.prison_match.exit_dat is 'EXITDAT';
comment on column core.prison_match.agency_code is 'The CJIT provider';
comment on column core.prison_match.episode_id is 'The CJIT episode';
comment on column core.prison_match.assessed_on is 'Its ASSESSDT';
comment on column core.prison_match.days is 'From the release to the assessment';

comment on table core.episode_link is 'What linkage says of current episodes; without a row an episode is no duplicate and in its client''s first journey.';
comment on column core.episode_link.agency_code is 'The provider';
comment on column core.episode_link.episode_id is 'The episode';
comment on column core.episode_link.person_key is 'Its person';
comment on column core.episode_link.journey_no is 'Its journey within the client; null for a duplicate';
comment on column core.episode_link.duplicate_of is 'The surviving EPISODID at the same agency; null unless a duplicate';

comment on table core.treatment is 'Structured treatment, to match against: the rows of each provider''s last accepted file.';
comment on column core.treatment.agency_code is 'The treatment provider';
comment on column core.treatment.submission_id is 'The file';
comment on column core.treatment.person_key is 'As in core.episode';

comment on table core.stay is 'Stays in secure settings, to match against: the rows of each setting''s last accepted file.';
comment on column core.stay.prison_code is 'The secure setting';
comment on column core.stay.submission_id is 'The file';
comment on column core.stay.person_key is 'As in core.episode';

comment on view out.replay is 'What replays found: findings of a submission by rule and item, as told and as of another day. A comparison, never the truth.';
comment on column out.replay.replay_id is 'The replay; its files are under replays/ of CJIT_OUT';
comment on column out.replay.as_of is 'The day whose datasets, rules and lists judged';
comment on column out.replay.submission_id is 'The file that was checked again';
comment on column out.replay.agency_code is 'Its sender';
comment on column out.replay.rule is 'The rule that found something';
comment on column out.replay.asked_for is 'The month whose window''s files were replayed, or submissions';
comment on column out.replay.dat_code is 'The partnership that commissions the agency';
comment on column out.replay.item is 'Empty for a rule about the file as a whole';
comment on column out.replay.severity is 'fatal, error, warning or note, as of that day';
comment on column out.replay.findings_before is 'Findings as they were told';
comment on column out.replay.findings_after is 'Findings as of that day';
comment on column out.replay.appear is 'Findings that would be new';
comment on column out.replay.vanish is 'Findings that would be gone';
comment on column out.replay.dataset_version is 'As of that day, as are the next two';
comment on column out.replay.rules_version is 'As of that day';
comment on column out.replay.lists_version is 'As of that day';

comment on view out.removal is 'What retention removed, and when. Kept for good.';
comment on column out.removal.removed_at is 'The clock of the run';
comment on column out.removal.kind is 'raw (archived bytes), rows or log (the access log)';
comment on column out.removal.unit is 'Drop folder or sender; empty for the log';
comment on column out.removal.received_before is 'What came before that day had outlived its time';
comment on column out.removal.thing is 'What was removed';
comment on column out.removal.number is 'How many of it';
