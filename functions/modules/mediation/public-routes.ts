import { routesApp } from "../../platform/http.ts";
import { calendarFeedRoutes } from "./routes-calendar-feed.ts";
import { followUpRoutes } from "./routes-follow-up.ts";
import { formRoutes } from "./routes-public.ts";
import { surveyRoutes } from "./routes-survey.ts";

/** What citizens ask of mediation without account: directory, form, follow-up page, survey; and an agent's calendar. */
export const publicRoutes = routesApp()
  .route("/", formRoutes)
  .route("/", followUpRoutes)
  .route("/", surveyRoutes)
  .route("/", calendarFeedRoutes);
