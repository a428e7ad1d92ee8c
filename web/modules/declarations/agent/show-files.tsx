import type { ShowView } from "../../../../shared/declarations/shows.ts";
import { FormFiles } from "./declaring/form-files.tsx";
import "./declaring/declaring.css";

/** Pièces jointes: what goes with every declaration of the show; the form of a declaration has the same. */
export function ShowFiles({ show }: { show: ShowView }) {
  return (
    <section className="show-files" aria-label="Pièces jointes">
      <p className="mention">
        Contrats, programmes, bordereaux&nbsp;: ils partent avec les déclarations de ce spectacle, vers les
        organismes qui les demandent.
      </p>
      <FormFiles showId={show.id} disabled={!show.allowed.includes("show.edit")} />
    </section>
  );
}
