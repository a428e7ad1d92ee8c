import { routesApp } from "../../platform/http.ts";
import { fileLinkRoutes } from "./routes-file-links.ts";

/** What recipients of our mails ask without account. */
export const publicRoutes = routesApp().route("/", fileLinkRoutes);
