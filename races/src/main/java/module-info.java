/** jcstress tests of the structures shared between threads; not shipped. */
module dev.moirai.races {
    requires static transitive org.jspecify;
    requires dev.moirai.kernel;
}
