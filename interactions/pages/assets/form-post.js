// Sends the page's form, which goes on by itself. Without it the button does the same.
document.forms[0].submit()
