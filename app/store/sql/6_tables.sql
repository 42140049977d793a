-- Each table's wall and log. The numbers stand in the log for ever; a new table takes the next one.

-- Accounts stand outside projects: logged by digest alone (they hold secrets), and no application right reaches them.
SELECT attach('account', 1, '', false);
SELECT attach('project', 2, 'id');
SELECT attach('membership', 3);
SELECT attach('term', 4, copied => false);
SELECT attach('import_batch', 5);
SELECT attach('import_row', 6);
SELECT attach('source', 7);
SELECT attach('source_alias', 8);
SELECT attach('document', 9);
SELECT attach('incident', 10, actor_column => 'recorded_by');
SELECT attach('act', 11, copied => false);  -- its columns follow from the claims
SELECT attach('party', 12);
SELECT attach('involvement', 13, copied => false);
SELECT attach('claim', 14, actor_column => 'entered_by');
SELECT attach('claim_place', 15);
SELECT attach('claim_citation', 16);
SELECT attach('external_id', 17);
SELECT attach('assessment', 18, actor_column => 'assessed_by');
SELECT attach('claim_link', 19, actor_column => 'linked_by');
SELECT attach('adoption', 20, actor_column => 'decided_by');
SELECT attach('adoption_claim', 21);
SELECT attach('verification', 22, actor_column => 'proposed_by');
SELECT attach('document_relation', 23, actor_column => 'related_by');
SELECT attach('same_as', 28, actor_column => 'joined_by');
SELECT attach('reported_decision', 29);
SELECT attach('evidence_item', 26, actor_column => 'uploaded_by');
SELECT attach('custody_event', 27, actor_column => 'done_by');
SELECT attach('task', 36, actor_column => 'opened_by');
SELECT attach('property_item', 32);
SELECT attach('intervention', 33);
SELECT attach('incident_link', 40, actor_column => 'linked_by');
SELECT attach('document_text', 55, copied => false, actor_column => 'taken_by');
SELECT attach('passage', 56);
SELECT attach('import_profile', 60, actor_column => 'saved_by');
SELECT attach('own_place', 70, actor_column => 'registered_by');
SELECT attach('own_place_name', 71);
SELECT attach('entry_template', 72, actor_column => 'saved_by');
SELECT attach('bulk_change', 74, actor_column => 'changed_by');
SELECT attach('bulk_claim', 75, copied => false);  -- the claims tell
SELECT attach('follow_up', 76);

-- The log is its own proof, and the index has `rebuild --check`: a wall, and no log.
SELECT wall('event'), wall('event_salt'), wall('entry'), wall('incident_index'), wall('incident_harm');
-- That the index is made by an older rule, until `rebuild` has gone through it.
SELECT wall('index_due');
-- A question is kept by whoever reads, who writes no fact: the event that says so holds no rows.
SELECT wall('saved_question');
-- What somebody is typing is theirs alone, and no fact yet.
SELECT wall('unsaved_entry');
CREATE POLICY own_entries ON unsaved_entry AS RESTRICTIVE TO tawthiq_app USING (account_id = (SELECT who()));
SELECT wall('sheet');
CREATE POLICY own_sheets ON sheet AS RESTRICTIVE TO tawthiq_app USING (account_id = (SELECT who()));
SELECT wall('job');
CREATE POLICY own_jobs ON job AS RESTRICTIVE TO tawthiq_app USING (account_id = (SELECT who()));
SELECT wall('sent_request');
CREATE POLICY own_requests ON sent_request AS RESTRICTIVE TO tawthiq_app USING (account_id = (SELECT who()));
SELECT wall('export');
CREATE POLICY own_exports ON export AS RESTRICTIVE TO tawthiq_app USING (account_id = (SELECT who()));
