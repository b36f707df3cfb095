package dev.moirai.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once for each of several seeds, each time with a {@link TestSystem} of its own as its parameter.
 *
 * <pre>{@code
 * @SimulatedTest(seeds = 50)
 * void aCrashedWorkerComesBack(TestSystem system) { ... }
 * }</pre>
 *
 * <p>The seed is in the test's display name, so a failure names it. To run with one seed only: {@code -Dmoirai.seed=7}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SimulatedTestExtension.class)
public @interface SimulatedTest {
    /** How many seeds, from 1 on. */
    int seeds() default 10;
}
