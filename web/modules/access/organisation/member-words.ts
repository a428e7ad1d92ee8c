import type { Member } from "../../../../shared/access/members.ts";

/** What becomes of the cases in somebody's hands when they lose them; undefined when they have none. */
export function casesGoWords({ openWork, you }: Pick<Member, "openWork" | "you">): string | undefined {
  const count = openWork.find(({ service }) => service === "mediation")?.count ?? 0;
  if (count === 0) return undefined;
  const go =
    count === 1
      ? `${you ? "Votre" : "Son"} dossier ouvert passe dans`
      : `${you ? "Vos" : "Ses"} ${count}\u00a0dossiers ouverts passent dans`;
  return `${go} «\u00a0À prendre\u00a0» et les médiateurs principaux sont prévenus.`;
}
