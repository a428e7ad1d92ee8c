import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { addPerformances, keepShow } from "./show-queries.ts";
import { TypedPerformanceFields } from "./typed-performance-fields.tsx";
import { noPerformance, readPerformances } from "./typed-performances.ts";
import "./new-show.css";

/** One more performance of a show that is typed here. */
export function AddPerformanceDialog({ show, onClose }: { show: ShowView; onClose: () => void }) {
  const client = useQueryClient();
  const [performance, setPerformance] = useState(() => noPerformance("0"));
  const [faults, setFaults] = useState<Record<string, string>>({});
  return (
    <ConfirmDialog
      title="Ajouter une séance"
      confirm="Ajouter"
      busy="Enregistrement…"
      check={() => {
        const found = readPerformances([performance]).faults;
        setFaults(found);
        return Object.keys(found).length === 0;
      }}
      act={() =>
        addPerformances({
          showId: show.id,
          version: show.version,
          performances: readPerformances([performance]).read,
        })
      }
      onDone={(found) => {
        keepShow(client, found);
        onClose();
      }}
      onClose={onClose}
    >
      <TypedPerformanceFields
        number={show.totals.performances + 1}
        value={performance}
        faults={faults}
        onChange={setPerformance}
        onRemove={undefined}
      />
    </ConfirmDialog>
  );
}
