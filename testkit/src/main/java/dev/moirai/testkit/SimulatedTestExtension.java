package dev.moirai.testkit;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** Runs a {@link SimulatedTest} once for each seed; public only for JUnit to make it. */
public final class SimulatedTestExtension implements TestTemplateInvocationContextProvider {
    static final String SEED = "moirai.seed";

    /** Made by JUnit. */
    public SimulatedTestExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getTestMethod()
                .filter(method -> method.isAnnotationPresent(SimulatedTest.class))
                .isPresent();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        int seeds = context.getRequiredTestMethod()
                .getAnnotation(SimulatedTest.class)
                .seeds();
        Long only = Long.getLong(SEED);
        LongStream all = only != null ? LongStream.of(only) : LongStream.rangeClosed(1, seeds);
        return all.mapToObj(WithSeed::new);
    }

    private record WithSeed(long seed) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocation) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new SystemForOneTest(TestSystem.seeded(seed)));
        }
    }

    private record SystemForOneTest(TestSystem system) implements ParameterResolver, AfterEachCallback {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestSystem.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return system;
        }

        @Override
        public void afterEach(ExtensionContext context) {
            system.close();
        }
    }
}
