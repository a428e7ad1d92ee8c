/** A number to call, written as the organisation writes it; French national numbers are dialled from anywhere. */
export const PhoneLink = ({ phone, className }: { phone: string; className?: string }) => (
  <a
    className={className ?? "unbroken"}
    href={`tel:${phone.replaceAll(/[^\d+]/g, "").replace(/^0(?=[1-9]\d{8}$)/, "+33")}`}
  >
    {phone}
  </a>
);

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The number to call, with its hours under it. */
export const CallUs = ({ phone, hours }: { phone: string; hours: string | undefined }) => (
  <p>
    <PhoneLink phone={phone} className="fr-link fr-icon-phone-line fr-link--icon-left figures" />
    {hours ? <span className="mention line">{capital(hours)}</span> : null}
  </p>
);
