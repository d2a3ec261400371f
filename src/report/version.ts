/** Version of this package; every report and every JSON file carries it. */
export const version: string = "0.1.0";
