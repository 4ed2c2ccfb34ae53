export function RegisterView() { return null; }
