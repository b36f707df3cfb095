package dev.moirai.script.text;

import dev.moirai.script.text.TextDiff.Edit;
import dev.moirai.script.text.TextDiff.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * One change of a text with a little of what stands around it, so that its place is found again in a text that has changed
 * elsewhere.
 *
 * @param start where the old text of the patch begins, in characters of Java counted from 0
 * @param edits begins and ends with what stays
 */
public record TextPatch(int start, List<Edit> edits) {
    public TextPatch {
        edits = List.copyOf(edits);
    }

    /** The changes of a difference, each with {@code margin} characters around it. */
    public static List<TextPatch> of(List<Edit> edits, int margin) {
        var patches = new ArrayList<TextPatch>();
        int at = 0;
        for (int i = 0; i < edits.size(); i++) {
            if (edits.get(i).operation() == Operation.EQUAL) {
                at += edits.get(i).text().length();
                continue;
            }
            var patch = new ArrayList<Edit>();
            int start = at;
            if (i > 0) {
                String before = edits.get(i - 1).text();
                String kept = before.substring(boundary(before, before.length() - margin));
                start -= kept.length();
                patch.add(new Edit(Operation.EQUAL, kept));
            }
            while (i < edits.size() && edits.get(i).operation() != Operation.EQUAL) {
                at += edits.get(i).operation() == Operation.DELETE
                        ? edits.get(i).text().length()
                        : 0;
                patch.add(edits.get(i++));
            }
            if (i < edits.size()) {
                String after = edits.get(i).text();
                patch.add(new Edit(Operation.EQUAL, after.substring(0, boundary(after, margin))));
                at += after.length();
            }
            patches.add(new TextPatch(start, patch));
        }
        return patches;
    }

    /** A place within the text that splits no character. */
    private static int boundary(String text, int at) {
        int inside = Math.clamp(at, 0, text.length());
        boolean splits = inside > 0 && inside < text.length() && Character.isLowSurrogate(text.charAt(inside));
        return splits ? inside - 1 : inside;
    }

    /** A text with patches applied, and whether all of them found their place. */
    public record Applied(String text, boolean complete) {}

    /** Applies each patch at its place, or the nearest place no further than {@code distance} where its old text stands. */
    public static Applied apply(List<TextPatch> patches, String text, int distance) {
        var out = new StringBuilder(text);
        boolean complete = true;
        int shift = 0;
        for (TextPatch patch : patches) {
            String old = patch.side(Operation.DELETE);
            String fresh = patch.side(Operation.INSERT);
            int expected = Math.clamp((long) patch.start + shift, 0, out.length());
            int found = nearest(out, old, expected, distance);
            if (found < 0) {
                complete = false;
            } else {
                out.replace(found, found + old.length(), fresh);
                shift += fresh.length() - old.length();
            }
        }
        return new Applied(out.toString(), complete);
    }

    private String side(Operation operation) {
        var side = new StringBuilder();
        for (Edit edit : edits) {
            if (edit.operation() == Operation.EQUAL || edit.operation() == operation) {
                side.append(edit.text());
            }
        }
        return side.toString();
    }

    private static int nearest(StringBuilder text, String old, int expected, int distance) {
        int before = text.lastIndexOf(old, expected);
        int after = text.indexOf(old, expected);
        int nearest = before < 0 || after >= 0 && after - expected < expected - before ? after : before;
        return nearest >= 0 && Math.abs((long) nearest - expected) <= distance ? nearest : -1;
    }
}
