package dev.moirai.script.text;

import com.google.re2j.Matcher;
import dev.moirai.lua.Call;

/** The matches of a regular expression in one text, from left to right. Positions are bytes, counted from 0. */
public final class Search {
    private final Matcher matcher;
    private final DecodedText text;
    private boolean turnOver;

    Search(Matcher matcher, DecodedText text) {
        this.matcher = matcher;
        this.text = text;
    }

    /**
     * Goes to the next match.
     *
     * @return false if there is none
     * @throws Regex.Unusable if that took too much work
     */
    public boolean find(Call call) throws Regex.Unusable {
        text.begin(call);
        try {
            boolean found = matcher.find();
            turnOver = text.end();
            return found;
        } catch (DecodedText.TooMuchWork _) {
            throw new Regex.Unusable("matching this text takes too long; use a shorter text or a simpler pattern");
        }
    }

    /** Whether the last search used up the turn of the process. */
    public boolean isTurnOver() {
        return turnOver;
    }

    /** Where a group begins; -1 if it is not part of the match. Group 0 is the match. */
    public int start(int group) {
        int start = matcher.start(group);
        return start < 0 ? -1 : text.byteOf(start);
    }

    /** Where a group ends, exclusive. */
    public int end(int group) {
        int end = matcher.end(group);
        return end < 0 ? -1 : text.byteOf(end);
    }
}
