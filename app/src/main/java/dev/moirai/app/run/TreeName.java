package dev.moirai.app.run;

/**
 * What a supervisor made of an entry is called on its node.
 *
 * @param path its id after those of the supervisors above it: the same entry may stand in several trees
 */
public record TreeName(String path) {
    TreeName child(Object id) {
        return new TreeName(path + "/" + id);
    }

    @Override
    public String toString() {
        return path;
    }
}
