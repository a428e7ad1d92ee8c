import { useEffect, useState } from "react";
import { type Present, presencePace } from "../../../../shared/mediation/compose.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { showPresence } from "./compose-queries.ts";

type Others = Present["others"];

/**
 * Tells colleagues that this case is open here, and learns who else has it open, every fifteen seconds while the page
 * is seen. A sign that does not arrive is not made up for: the next one says it.
 */
export function usePresence(caseId: string, activity: "reading" | "writing"): Others {
  const [others, setOthers] = useState<Others>([]);
  useEffect(() => {
    let here = true;
    const show = async () => {
      if (document.hidden || !navigator.onLine) return;
      const answer = await showPresence({ caseId, activity }).catch(() => undefined);
      if (here && answer) setOthers(answer.others);
    };
    void show();
    const timer = setInterval(() => void show(), presencePace.every * 1_000);
    document.addEventListener("visibilitychange", show);
    return () => {
      here = false;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", show);
    };
  }, [caseId, activity]);
  useEffect(() => {
    // Nobody waits for this answer, and the sign of life ends by itself in half a minute.
    const leave = () => void showPresence({ caseId, activity: "left" }).catch(() => undefined);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [caseId]);
  return others;
}

/** « Samira Benali rédige une réponse. Hugo Lemarchand consulte ce dossier. » */
export function presenceWords(others: Others): string {
  const named = (activity: Others[number]["activity"]) =>
    others.filter((one) => one.activity === activity).map(({ name }) => name);
  const sentence = (names: readonly string[], one: string, many: string) =>
    names.length === 0 ? [] : [`${new Intl.ListFormat("fr").format(names)} ${names.length > 1 ? many : one}`];
  return [
    ...sentence(named("writing"), "rédige une réponse", "rédigent une réponse"),
    ...sentence(named("reading"), "consulte ce dossier", "consultent ce dossier"),
  ].join(" · ");
}

/** Who else is there, said politely and without a sound. */
export function PresenceLine({ others }: { others: Others }) {
  const words = presenceWords(others);
  return (
    <span role="status" className="presence small mention">
      {words && (
        <>
          <Icon name="fr-icon-user-line" size="xs" /> {words}
        </>
      )}
    </span>
  );
}
