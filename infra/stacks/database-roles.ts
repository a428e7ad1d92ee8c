import { databaseRoles, databaseUser } from "../catalogue.ts";
import { databaseName, masterUser } from "./database.ts";

/**
 * One statement that may run any number of times: makes the four roles, lets them log in by IAM only, and gives the
 * database, hence its schema public, to the owner. The local run makes the same roles with passwords. None is superuser
 * nor skips row-level security, and tables belong to `guichet_owner` alone.
 */
export const rolesStatement = `do $$
begin
${databaseRoles.map(databaseUser).map(makeRole).join("\n")}
  grant ${databaseUser("owner")} to ${masterUser};
  alter database ${databaseName} owner to ${databaseUser("owner")};
  revoke all on database ${databaseName} from public;
  grant connect on database ${databaseName} to ${databaseRoles.map(databaseUser).join(", ")};
end
$$`;

function makeRole(user: string) {
  return `  if not exists (select from pg_roles where rolname = '${user}') then
    create role ${user} login;
  end if;
  grant rds_iam to ${user};`;
}
