// A signal that gives up after so many milliseconds. Safari has none before version 16, which the iPhones
// of 2015 and 2016 never get: there the browser itself gives up, later.
export const patience = (milliseconds) => AbortSignal.timeout?.(milliseconds);
