import { useBlocker } from "@tanstack/react-router";
import { Button } from "../button.tsx";
import { Modal } from "./modal.tsx";

/** While it stands, leaving the page asks once. */
export function LeaveGuard() {
  const blocker = useBlocker({ shouldBlockFn: () => true, enableBeforeUnload: true, withResolver: true });
  if (blocker.status !== "blocked") return null;
  return (
    <Modal
      title="Quitter sans enregistrer ?"
      onClose={blocker.reset}
      footer={
        <>
          <Button onClick={blocker.reset}>Continuer la saisie</Button>
          <Button look="secondary" onClick={blocker.proceed}>
            Quitter sans enregistrer
          </Button>
        </>
      }
    >
      <p>Ce que vous avez changé ici n’est pas encore enregistré.</p>
    </Modal>
  );
}
