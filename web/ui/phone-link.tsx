/** A number to call, written as the organisation writes it; French national numbers are dialled from anywhere. */
export const PhoneLink = ({ phone, className }: { phone: string; className?: string }) => (
  <a
    className={className ?? "unbroken"}
    href={`tel:${phone.replaceAll(/[^\d+]/g, "").replace(/^0(?=[1-9]\d{8}$)/, "+33")}`}
  >
    {phone}
  </a>
);
