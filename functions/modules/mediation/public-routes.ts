import { routesApp } from "../../platform/http.ts";
import { followUpRoutes } from "./routes-follow-up.ts";
import { formRoutes } from "./routes-public.ts";

/** What citizens ask of mediation without account: directory, form, follow-up page. */
export const publicRoutes = routesApp().route("/", formRoutes).route("/", followUpRoutes);
