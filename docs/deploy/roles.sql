-- Two roles on PostgreSQL: one owns the tables and migrates, the other works with them and could not take a trigger off
-- if it tried. Run it once, as the superuser: sudo -u postgres psql -f roles.sql
-- On one machine with the database, in pg_hba.conf and pg_ident.conf (the server's own account is never the owner's):
--   local  evenhand  evenhand_app    peer map=evenhand       and in pg_ident.conf:  evenhand  evenhand  evenhand_app
--   local  evenhand  evenhand_owner  scram-sha-256           with a password (\password evenhand_owner) in owner.env
-- Over the network: hostssl … scram-sha-256 for both, and sslmode=verify-full in both addresses.
CREATE ROLE evenhand_owner LOGIN;
CREATE ROLE evenhand_app LOGIN;
CREATE DATABASE evenhand OWNER evenhand_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT ON DATABASE evenhand FROM PUBLIC;
GRANT CONNECT ON DATABASE evenhand TO evenhand_app;
\connect evenhand
ALTER SCHEMA public OWNER TO evenhand_owner;
