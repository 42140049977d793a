-- The application owns nothing, deletes nothing, and changes only the columns named here. Statuses, projections and
-- history are granted to nobody.

REVOKE ALL ON ALL TABLES IN SCHEMA tawthiq FROM PUBLIC, tawthiq_app, tawthiq_gate;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tawthiq FROM PUBLIC;
GRANT USAGE ON SCHEMA tawthiq TO tawthiq_app, tawthiq_gate;

GRANT SELECT ON project, membership, vocabulary_release, term, import_batch, import_row, source, source_alias, document,
  document_relation, incident, act, party, property_item, intervention, involvement, claim, claim_place, claim_citation, external_id,
  incident_index, incident_harm,
  event, entry, logged_table, live_claim, standing_claim, act_projection, origins_of_act, act_origins, involvement_projection,
  counted_claim, harm_projection, incident_projection, incident_copy, assessment, claim_link, adoption, adoption_claim, verification,
  verification_move, workflow_move, check_item, claim_credibility, verification_ground, adoption_state, contradiction,
  evidence_item, custody_event, incident_link, same_as, incident_entry, reported_decision, task, task_candidate,
  document_text, passage, unsaved_entry, import_profile, sheet, job, export, sent_request, follow_up, bulk_change, bulk_claim, reply, maybe_overtaken, gazetteer,
  place, place_name, claim_located, own_place, own_place_name, entry_template, saved_question, gone_by, index_due
  TO tawthiq_app;
GRANT INSERT ON import_batch, import_row, property_item, intervention, claim_place, claim_citation, external_id
  TO tawthiq_app;
-- Who entered what and when, and what takes whose place, is not for whoever inserts to say.
GRANT INSERT (project_id, id, ref, kind, label, label_folded, tier) ON party TO tawthiq_app;
GRANT INSERT (project_id, id, ref, kind, name, name_folded, group_id, group_reason, default_basis, compiles,
  counts_as_origin, tier, affiliation, interest, counting_scope, access) ON source TO tawthiq_app;
GRANT INSERT (project_id, id, source_id, name, name_folded, as_stated) ON source_alias TO tawthiq_app;
GRANT INSERT (project_id, id, ref, source_id, kind, title, title_folded, url, url_key, language, state,
  published_as_stated, published_earliest_on, published_latest_on, tier, series, retraction, retraction_as_stated,
  retraction_earliest_on, retraction_latest_on, retraction_citation) ON document TO tawthiq_app;
GRANT INSERT (project_id, id, from_id, to_id, kind, reason, related_by, ended_at,
  ended_reason) ON document_relation TO tawthiq_app;
GRANT INSERT (project_id, id, incident_id, document_id, intervention_id, kind, reported_by, record, digest)
  ON reported_decision TO tawthiq_app;
GRANT INSERT (project_id, id, kind, one, other, reason, joined_by, ended_at, ended_reason) ON same_as TO tawthiq_app;
GRANT INSERT (project_id, id, ref, kind, title, title_folded, summary, summary_folded, scope, tier, form_key,
  import_batch_id, recorded_by, title_made_in, summary_made_in, not_said) ON incident TO tawthiq_app;
GRANT INSERT (project_id, id, ref, incident_id, act_id, property_item_id, intervention_id, party_id, path,
  originator_id, basis, polarity, modality, origin_ids,
  stated_as,
  stated_folded, language, as_of, tier, document_id, locator, quote, quote_folded, prefix, suffix, via, premises,
  value_kind, vocabulary, term_code, value_party_id, degree_code, value_incident_id, edtf, earliest_start, latest_start,
  earliest_end, latest_end, part_of_day, local_time, zone, anchor_document_id, anchor_offset_days, harm, unit,
  minimum, maximum, stated, operator, quantity_class, population, part_of, measure, breakdown, entered_by,
  withdrawn_at, ended_reason, starts) ON claim TO tawthiq_app;
GRANT INSERT (project_id, id, incident_id, ref) ON act TO tawthiq_app;
GRANT INSERT (project_id, id, document_id, claim_id, scheme, item, grade, reason, cited_document_id, assessed_by)
  ON assessment TO tawthiq_app;
GRANT UPDATE (superseded_by) ON assessment, adoption TO tawthiq_app;
GRANT INSERT (project_id, id, incident_id, intervention_id, claim_id, other_id, kind, reason, linked_by, ended_at,
  ended_reason) ON claim_link TO tawthiq_app;
GRANT UPDATE (ended_at, ended_reason) ON claim_link, incident_link TO tawthiq_app;
GRANT INSERT (project_id, id, incident_id, other_id, kind, reason, linked_by, ended_at, ended_reason) ON incident_link
  TO tawthiq_app;
GRANT INSERT (project_id, id, incident_id, intervention_id, act_id, property_item_id, path, harm, method, rationale,
  decided_by) ON adoption TO tawthiq_app;
GRANT INSERT (project_id, adoption_id, claim_id, used, reason_code) ON adoption_claim TO tawthiq_app;
GRANT INSERT (project_id, id, ref, document_id, sha256, sha512, size, media_type, original_name, uploaded_by)
  ON evidence_item TO tawthiq_app;
GRANT INSERT (project_id, item_id, deed, detail, done_by) ON custody_event TO tawthiq_app;
GRANT UPDATE (bytes_done, rows_done, created, updated, unchanged, quarantined, completed_at) ON import_batch
  TO tawthiq_app;
GRANT UPDATE (kind, title, title_folded, summary, summary_folded, title_made_in, summary_made_in, words_at, version,
  changed_at) ON incident TO tawthiq_app;
GRANT UPDATE (kind, name, name_folded, group_id, group_reason, default_basis, compiles, counts_as_origin, affiliation,
  interest, counting_scope, access, version, changed_at) ON source TO tawthiq_app;
GRANT UPDATE (ended_at, ended_reason) ON source_alias, document_relation, same_as TO tawthiq_app;
GRANT UPDATE (kind, title, title_folded, url, url_key, language, state, published_as_stated, published_earliest_on,
  published_latest_on, series, retraction, retraction_as_stated, retraction_earliest_on, retraction_latest_on,
  retraction_citation, version, changed_at) ON document TO tawthiq_app;
GRANT UPDATE (superseded_by, withdrawn_at, ended_reason) ON claim TO tawthiq_app;
-- Whose origins a claim's are, and the days that are reckoned from a document's date: they follow (follow_only()).
GRANT UPDATE (origin_ids, edtf, earliest_start, latest_start, earliest_end, latest_end, anchor_offset_days) ON claim
  TO tawthiq_app;
GRANT INSERT (project_id, id, ref, kind, incident_id, document_id, party_id, what, assigned_to, due_on, opened_by,
  done_at, done_reason) ON task TO tawthiq_app;
GRANT UPDATE (what, assigned_to, due_on, done_by, done_at, done_reason, version) ON task TO tawthiq_app;
GRANT UPDATE (digest, ended_at, ended_reason) ON external_id TO tawthiq_app;
GRANT INSERT (project_id, id, document_id, text, taken_by, taken_at, replaced_at) ON document_text TO tawthiq_app;
GRANT UPDATE (replaced_at) ON document_text TO tawthiq_app;
GRANT INSERT (project_id, id, document_text_id, starts, ends, mark, marked_by, marked_at) ON passage TO tawthiq_app;
GRANT INSERT (project_id, account_id, form_key, address, answers) ON unsaved_entry TO tawthiq_app;
GRANT UPDATE (answers, saved_at, ended_at) ON unsaved_entry TO tawthiq_app;
GRANT INSERT (project_id, id, name, name_folded, version, mapping, saved_by) ON import_profile TO tawthiq_app;
GRANT INSERT (project_id, account_id, key, file_name, lines, file) ON sheet TO tawthiq_app;
GRANT UPDATE (lines, file, mapping, mends, import_batch_id, evidence_item_id, saved_at, ended_at) ON sheet
  TO tawthiq_app;
GRANT INSERT (project_id, ref, account_id, question, format, audience, language, incidents, expires_at) ON export
  TO tawthiq_app;
GRANT INSERT (project_id, once, account_id, sha256) ON sent_request TO tawthiq_app;
GRANT UPDATE (rows_done, ready_at, sha256, size, manifest, taken, expires_at) ON export TO tawthiq_app;
GRANT INSERT (project_id, id, key, from_code, to_code, reason, changed_by) ON bulk_change TO tawthiq_app;
GRANT UPDATE (undone_by, undone_at, undone_reason) ON bulk_change TO tawthiq_app;
GRANT INSERT (project_id, bulk_change_id, claim_id) ON bulk_claim TO tawthiq_app;
GRANT UPDATE (new_claim_id, restored_claim_id, left_alone, left_changed) ON bulk_claim TO tawthiq_app;
GRANT INSERT (project_id, id, ref, kind, name, name_ar, keys, country, point, radius_m, inside, unit1_code, unit1_name,
  unit1_name_ar, unit1_keys, unit2_code, unit2_name, unit2_name_ar, unit2_keys, unit3_code, unit3_name, unit3_name_ar,
  unit3_keys, note, registered_by, successor, ended_at, ended_reason) ON own_place TO tawthiq_app;
GRANT UPDATE (kind, name, name_ar, keys, country, point, radius_m, inside, unit1_code, unit1_name, unit1_name_ar,
  unit1_keys, unit2_code, unit2_name, unit2_name_ar, unit2_keys, unit3_code, unit3_name, unit3_name_ar, unit3_keys, note,
  version, changed_at, successor, ended_at, ended_reason) ON own_place TO tawthiq_app;
GRANT INSERT (project_id, id, place_id, name, language, key, skeleton, ended_at, ended_reason) ON own_place_name
  TO tawthiq_app;
GRANT UPDATE (ended_at, ended_reason) ON own_place_name TO tawthiq_app;
GRANT INSERT (project_id, id, name, name_folded, answers, saved_by) ON entry_template TO tawthiq_app;
GRANT UPDATE (ended_at) ON entry_template TO tawthiq_app;
GRANT INSERT (project_id, id, ref, name, question, certain, possible, saved_by) ON saved_question TO tawthiq_app;
GRANT UPDATE (ended_at) ON saved_question TO tawthiq_app;
GRANT UPDATE (done_at) ON index_due TO tawthiq_app;
GRANT UPDATE (ends, mark, marked_by, marked_at, joined_at) ON passage TO tawthiq_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA tawthiq TO tawthiq_app;  -- the importer takes ids in blocks
GRANT EXECUTE ON FUNCTION who(), my_projects(), my_roles(integer), whoami(), use_sign_in(), people_of(integer),
  people_with(integer, text[]),
  open_event(integer, text, text, jsonb, boolean, boolean), close_event(), project_incidents(integer, bigint[]),
  projection_differences(integer, bigint, bigint), verification_rank(text), original_of(integer, bigint),
  joined(integer, text, bigint[]), entries_of(integer, bigint[]), named_party(integer, bigint),
  names_of_party(integer, bigint), may_be_a_party(integer, bigint), is_overtaken(integer, bigint),
  reach(geometry, double precision),
  polygon_of(box2d),
  precisions(), times_of(integer, bigint[]), places_of(integer, bigint[]),
  class_rank(text), counts_of(integer, bigint[]), possible_units(integer, bigint, integer, boolean),
  first_found_credible(integer, bigint, bigint), set_aside(integer, bigint[]), analyse_tables(bigint), found_project(text, text),
  appoint(integer, bigint, text), all_projects(),
  take_in_lists(integer), log_stretches(integer, integer), log_length(integer), log_differences(integer, text, bigint,
  bigint, integer),
  event_differences(integer, bigint, bigint, integer),
  turns_on(integer, bigint, bigint, bigint), undecided(integer, bigint, bigint, bigint[]),
  ground_of(integer, bigint, bigint), has_entered(integer, bigint, bigint, bigint),
  documents_of(integer, bigint), is_altered(integer, bigint), stands_somewhere(integer, bigint), verification_level(integer, bigint, bigint),
  verification_missing(integer, bigint, bigint, text[], jsonb, bigint),
  verification_options(integer, bigint, bigint), verification_lapsed(integer, bigint, bigint),
  retracted_since(integer, bigint), hand_out_file(integer, bigint),
  move_verification(integer, bigint, bigint, text, text, text, jsonb),
  move_workflow(integer, bigint, text, text), has_new_information(incident),
  relays(integer, bigint, timestamptz), task_stands(integer, text, bigint, bigint, bigint), task_is_nobodys(integer, text, bigint, bigint, bigint),
  decide_verification(integer, bigint, text, text), set_rules(integer, text, integer), start_job(integer, text, text),
  cancel_job(integer, text, text), following(integer, text), room_in_hand(integer), hand_over(integer, text, boolean), follow_on(integer, text, integer) TO tawthiq_app;

GRANT SELECT, INSERT ON account, sign_in TO tawthiq_gate;
GRANT UPDATE (name, name_folded, passphrase_hash, link_hash, link_expires_at, ended_at) ON account TO tawthiq_gate;
GRANT UPDATE (ended_at) ON sign_in TO tawthiq_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempt TO tawthiq_gate;
GRANT EXECUTE ON FUNCTION open_gate_event(bigint, text, text, jsonb), close_event(), who(), whoami(), any_project(),
  resume_jobs(), take_up_job(integer, bigint), job_goes_on(integer, bigint), end_job(integer, bigint, text, text) TO tawthiq_gate;

-- The queue is worked off by the gate, which recognises people and so may act for whoever asked.
REVOKE ALL ON ALL TABLES IN SCHEMA queue FROM PUBLIC, tawthiq_app, tawthiq_gate;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA queue FROM PUBLIC;
GRANT USAGE ON SCHEMA queue TO tawthiq_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA queue TO tawthiq_gate;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA queue TO tawthiq_gate;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA queue TO tawthiq_gate;
