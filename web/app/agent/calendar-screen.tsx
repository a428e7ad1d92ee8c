import { useSearch } from "@tanstack/react-router";
import { CalendarPage } from "../../modules/mediation/agent/day/calendar-page.tsx";
import { useSpace } from "./space-routes.tsx";

/** One's calendar, loaded when it is opened. */
export function Calendar() {
  const search = useSearch({ from: "/espace/$organisation/mediation/calendrier" });
  return <CalendarPage space={useSpace()} search={search} />;
}
