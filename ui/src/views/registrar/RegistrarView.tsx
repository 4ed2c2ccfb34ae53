export function RegistrarView() { return null; }
