export function LogbookView() { return null; }
