import { routesApp } from "../../platform/http.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { accountRoutes } from "./routes-account.ts";
import { auditRoutes } from "./routes-audit.ts";
import { companyRoutes } from "./routes-companies.ts";
import { identityRoutes } from "./routes-identity.ts";
import { memberRoutes } from "./routes-members.ts";
import { organisationRoutes } from "./routes-organisation.ts";
import { platformRoutes } from "./routes-platform.ts";
import { signInRoutes } from "./routes-sign-in.ts";

/** Accounts, sessions and organisations. `load` gives the services whose work follows their members. */
export const routes = (load: LoadMemberWork) =>
  routesApp()
    .route("/", signInRoutes)
    .route("/", accountRoutes)
    .route("/", auditRoutes)
    .route("/", memberRoutes(load))
    .route("/", organisationRoutes)
    .route("/", platformRoutes(load))
    .route("/", identityRoutes)
    .route("/", companyRoutes);
