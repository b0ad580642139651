using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace MergeDsl.Mutation;

/// <summary>The child process: runs tests in their own directory, one after another, and says what they reach, or which of them notices a mutant.</summary>
internal static class TestHost
{
    /// <summary>The variable that holds the number of the mutant that is switched on from the start, or −1 to find what every test reaches.</summary>
    public const string Variable = "MERGEDSL_MUTANT";

    /// <summary>The first word of the child's command line.</summary>
    public const string Verb = "host";

    /// <summary>Runs tests.</summary>
    /// <param name="tests">The name of the test assembly.</param>
    /// <param name="library">The name of the library.</param>
    /// <param name="planFile">To find what tests reach: the classes that are left out, a line for each. Else the mutants to try, a line for each: see <see cref="Trial.Parse"/>.</param>
    /// <param name="resultFile">The file for the results.</param>
    public static int Run(string tests, string library, string planFile, string resultFile)
    {
        var suite = new Suite(Assembly.Load(new AssemblyName(tests)));
        Type switches = Assembly.Load(new AssemblyName(library)).GetType("MergeDslMutants")!;
        using (var results = new StreamWriter(resultFile) { AutoFlush = true })
        {
            string[] plan = File.ReadAllLines(planFile);
            if ((bool[]?)switches.GetField("Reached")!.GetValue(null) is { } reached)
                FindReached(suite, plan, reached, results);
            else
                Try(suite, plan.Select(Trial.Parse), switches.GetField("Active")!, results);
        }
        // Tests may leave threads behind.
        Environment.Exit(0);
        return 0;
    }

    /// <summary>Tries mutants until one of them leaves something behind: then the process is of no more use.</summary>
    private static void Try(Suite suite, IEnumerable<Trial> trials, FieldInfo active, StreamWriter results)
    {
        foreach (Trial trial in trials)
        {
            active.SetValue(null, trial.Mutant);
            TestMethod? killer = trial.Tests.FirstOrDefault(method => suite.Fails(method));
            active.SetValue(null, 0);
            if (killer is null)
            {
                results.WriteLine("survived");
                continue;
            }
            if (suite.Fails(killer))
            {
                results.WriteLine($"spoilt\t{killer}");
                return;
            }
            results.WriteLine($"killed\t{killer}");
        }
    }

    private static void FindReached(Suite suite, string[] without, bool[] reached, StreamWriter results)
    {
        foreach (TestMethod method in suite.Methods)
        {
            if (without.Any(part => method.Class.Contains(part, StringComparison.Ordinal)))
                continue;
            Array.Clear(reached);
            long start = Stopwatch.GetTimestamp();
            bool fails = suite.Fails(method, toTheEnd: true);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            string ids = string.Join(',', Enumerable.Range(0, reached.Length).Where(id => reached[id]));
            results.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{method.Class}\t{method.Name}\t{seconds:F3}\t{(fails ? "fails" : "passes")}\t{ids}"
                )
            );
        }
    }

    /// <summary>The tests of an assembly.</summary>
    private sealed class Suite
    {
        private readonly ITestFrameworkExecutor executor;
        private readonly Dictionary<TestMethod, List<ITestCase>> cases = [];

        public Suite(Assembly assembly)
        {
            using var done = new ManualResetEventSlim();
            var framework = new XunitTestFramework(new Sink(_ => true));
            executor = framework.GetExecutor(assembly.GetName());
            framework
                .GetDiscoverer(Reflector.Wrap(assembly))
                .Find(
                    includeSourceInformation: false,
                    new Sink(message =>
                    {
                        if (message is ITestCaseDiscoveryMessage found)
                            Add(found.TestCase);
                        if (message is IDiscoveryCompleteMessage)
                            done.Set();
                        return true;
                    }),
                    new Options()
                );
            done.Wait();
        }

        public IEnumerable<TestMethod> Methods => cases.Keys;

        /// <summary>Returns whether a test method fails, for one of its rows where it has several.</summary>
        public bool Fails(TestMethod method, bool toTheEnd = false)
        {
            using var done = new ManualResetEventSlim();
            bool failed = false;
            executor.RunTests(
                cases[method],
                new Sink(message =>
                {
                    if (message is IFailureInformation)
                        failed = true;
                    if (message is ITestAssemblyFinished)
                        done.Set();
                    return toTheEnd || !failed;
                }),
                new Options()
            );
            done.Wait();
            return failed;
        }

        private void Add(ITestCase test)
        {
            var method = new TestMethod(test.TestMethod.TestClass.Class.Name, test.TestMethod.Method.Name);
            if (!cases.TryGetValue(method, out List<ITestCase>? known))
                cases.Add(method, known = []);
            known.Add(test);
        }
    }

    private sealed class Sink(Func<IMessageSinkMessage, bool> receive) : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => receive(message);
    }

    /// <summary>One test at a time; a theory is one test with all its rows.</summary>
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> values = new()
        {
            ["xunit.discovery.PreEnumerateTheories"] = false,
            ["xunit.execution.DisableParallelization"] = true,
            ["xunit.execution.SynchronousMessageReporting"] = true,
        };

        public TValue GetValue<TValue>(string name) => values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => values[name] = value;
    }
}
