import { useParams } from "@tanstack/react-router";
import { ContactsPage } from "../../modules/mediation/agent/people/contacts-page.tsx";
import { RegisterPage } from "../../modules/mediation/agent/register/register-page.tsx";
import { TicketPage } from "../../modules/mediation/agent/register/ticket-page.tsx";
import { mayInMediation } from "../../modules/mediation/agent/rights.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { useSpace } from "./space-routes.tsx";

/** Registering cases and the address book, loaded when one of them is opened. */
export function Contacts() {
  return <ContactsPage space={useSpace()} />;
}

export function Register() {
  const space = useSpace();
  return mayInMediation(space, "case.register") ? (
    <RegisterPage space={space} />
  ) : (
    <NotFoundPage reason="no_right" />
  );
}

export function Ticket() {
  const space = useSpace();
  const { caseId } = useParams({ from: "/espace/$organisation/mediation/dossiers/$caseId/recepisse" });
  return mayInMediation(space, "case.register") ? (
    <TicketPage caseId={caseId} space={space} key={caseId} />
  ) : (
    <NotFoundPage reason="no_right" />
  );
}
