package mc.demo;

/** One thing the person at the terminal did. */
sealed interface Key {

    /** Characters that were typed one by one. */
    record Typed(String text) implements Key {}

    /** A text that came in one piece, marked as pasted by the terminal; line breaks are line feeds. */
    record Pasted(String text) implements Key {}

    /** A key with a name. */
    enum Named implements Key {
        ENTER,
        NEWLINE,
        ESCAPE,
        UP,
        DOWN,
        BACKSPACE,
        CLEAR,
        CANCEL,
        LEAVE
    }
}
