/** What people and clients may write. Where a template prints it as it is, a page has such an element or attribute. */
export const strangersText = `Sample"'> <sample-markup></sample-markup> sample-attribute`
