-- The application owns nothing, deletes nothing, and changes only the columns named here. Statuses, projections and
-- history are granted to nobody.

REVOKE ALL ON ALL TABLES IN SCHEMA tawthiq FROM PUBLIC, tawthiq_app, tawthiq_gate;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tawthiq FROM PUBLIC;
GRANT USAGE ON SCHEMA tawthiq TO tawthiq_app, tawthiq_gate;

GRANT SELECT ON project, membership, vocabulary_release, term, import_batch, import_row, source, source_alias, document,
  incident, act, party, involvement, claim, claim_place, claim_citation, external_id, incident_index, incident_harm,
  event, entry, logged_table, live_claim, standing_claim, act_projection, act_origins, involvement_projection,
  harm_projection, incident_projection, incident_copy TO tawthiq_app;
GRANT INSERT ON import_batch, import_row, source, source_alias, document, party, claim_place, claim_citation,
  external_id TO tawthiq_app;
-- Who entered what and when, and what takes whose place, is not for whoever inserts to say.
GRANT INSERT (project_id, id, ref, kind, title, title_folded, summary, summary_folded, scope, workflow, tier, form_key,
  import_batch_id, recorded_by, title_made_in, summary_made_in) ON incident TO tawthiq_app;
GRANT INSERT (project_id, id, ref, incident_id, act_id, path, originator_id, basis, polarity, modality, origin_ids,
  stated_as, stated_folded, language, as_of, tier, document_id, locator, quote, quote_folded, prefix, suffix, via,
  premises, value_kind, vocabulary, term_code, value_party_id, degree_code, edtf, earliest_start, latest_start,
  earliest_end, latest_end, part_of_day, local_time, zone, anchor_document_id, anchor_offset_days, harm, unit,
  minimum, maximum, stated, operator, quantity_class, population, part_of, measure, breakdown, entered_by,
  withdrawn_at, ended_reason) ON claim TO tawthiq_app;
GRANT INSERT (project_id, id, incident_id, ref) ON act TO tawthiq_app;
GRANT UPDATE (bytes_done, rows_done, created, updated, unchanged, quarantined, completed_at) ON import_batch
  TO tawthiq_app;
GRANT UPDATE (kind, title, title_folded, summary, summary_folded, title_made_in, summary_made_in, words_at, version,
  changed_at) ON incident TO tawthiq_app;
GRANT UPDATE (superseded_by, withdrawn_at, ended_reason) ON claim TO tawthiq_app;
GRANT UPDATE (digest) ON external_id TO tawthiq_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA tawthiq TO tawthiq_app;  -- the importer takes ids in blocks
GRANT EXECUTE ON FUNCTION who(), my_projects(), my_roles(integer), whoami(), use_sign_in(), people_of(integer),
  open_event(integer, text, text, jsonb, boolean, boolean), close_event(), project_incidents(integer, bigint[]),
  projection_differences(integer, bigint, bigint), verification_rank(text), reach(geometry, double precision),
  polygon_of(box2d), precisions(), analyse_tables(), found_project(text, text), appoint(integer, bigint, text),
  all_projects(), take_in_lists(integer), log_stretches(integer, integer), log_length(integer),
  log_differences(integer, text, bigint, bigint, integer), event_differences(integer, bigint, bigint, integer)
  TO tawthiq_app;

GRANT SELECT, INSERT ON account, sign_in TO tawthiq_gate;
GRANT UPDATE (name, name_folded, passphrase_hash, link_hash, link_expires_at, ended_at) ON account TO tawthiq_gate;
GRANT UPDATE (ended_at) ON sign_in TO tawthiq_gate;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_attempt TO tawthiq_gate;
GRANT EXECUTE ON FUNCTION open_gate_event(bigint, text, text, jsonb), close_event(), who(), whoami(), any_project()
  TO tawthiq_gate;
