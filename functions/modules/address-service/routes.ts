import { outsideApp } from "../../platform/outside-app.ts";

/** Suggestions of addresses and towns while somebody types (mediation.md §10). */
export const routes = outsideApp("addresses");
