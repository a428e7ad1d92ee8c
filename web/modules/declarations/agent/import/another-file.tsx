import { Link } from "@tanstack/react-router";
import { buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";

/** Back to the first step, where this file leads no further. */
export function AnotherFile({ space }: { space: AgentSpace }) {
  return (
    <Link
      to="/espace/$organisation/declarations/importer"
      params={{ organisation: space.organisation.slug }}
      className={buttonClass({ size: "sm" })}
    >
      Choisir un autre fichier
    </Link>
  );
}
