/** Fourteen digits whose Luhn sum is right and that no company has. */
export const inventedSiret = (): string => {
  const digits = Array.from({ length: 13 }, () => Math.floor(Math.random() * 10));
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return [...digits, (10 - (sum % 10)) % 10].join("");
};
