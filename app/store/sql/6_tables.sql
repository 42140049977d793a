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
SELECT attach('incident_link', 40, actor_column => 'linked_by');

-- The log is its own proof, and the index has `rebuild --check`: a wall, and no log.
SELECT wall('event'), wall('event_salt'), wall('entry'), wall('incident_index'), wall('incident_harm');
