"""Tokens by which a program acts for a person: a sign-in of a channel of its own, with what it may do and where."""

from alembic import op

revision = "0035"
down_revision = "0034"

# A token that its owner gave to a program. It may read or also write, in one project or in all in which its owner has a
# role; it ends on a day that was said when it was made, however much it is used, and says when it was last used.
UP = """
ALTER TABLE sign_in DROP CONSTRAINT sign_in_channel_check,
  ADD CONSTRAINT sign_in_channel_check CHECK (channel IN ('page', 'shell', 'job', 'api')),
  ADD scope text CHECK (scope IN ('read', 'write')),
  ADD project_id integer REFERENCES project,
  ADD used_at timestamptz,
  ADD CONSTRAINT sign_in_scope_of_api CHECK ((scope IS NOT NULL) = (channel = 'api')),
  ADD CONSTRAINT sign_in_project_of_api CHECK (project_id IS NULL OR channel = 'api');
ALTER TABLE event DROP CONSTRAINT event_channel_check;
ALTER TABLE event ADD CONSTRAINT event_channel_check CHECK (channel IN ('page', 'shell', 'job', 'api'));
-- What was taken out, by whom.
CREATE INDEX event_taken_out ON event (project_id, id) WHERE deed IN ('export_incidents', 'write_report');
"""

DOWN = """
DROP INDEX event_taken_out;
UPDATE sign_in SET ended_at = now() WHERE channel = 'api' AND ended_at IS NULL;
ALTER TABLE event DROP CONSTRAINT event_channel_check;
ALTER TABLE event ADD CONSTRAINT event_channel_check CHECK (channel IN ('page', 'shell', 'job')) NOT VALID;
ALTER TABLE sign_in DROP CONSTRAINT sign_in_channel_check, DROP project_id, DROP scope, DROP used_at;
ALTER TABLE sign_in ADD CONSTRAINT sign_in_channel_check CHECK (channel IN ('page', 'shell', 'job')) NOT VALID;
"""


def upgrade() -> None:
    op.execute(UP)


def downgrade() -> None:
    op.execute(DOWN)
