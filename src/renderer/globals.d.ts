/** Version of the product that this window was built from. */
declare const windowVersion: string;
