namespace LowLatencyHedger.Testing;

/// <summary>Seeds for random tests. Each test prints the one it used; HEDGER_TEST_SEED repeats it.</summary>
public static class Seeds
{
    /// <summary>The seed of this run: the environment's, or <paramref name="fixedSeed"/>.</summary>
    public static int For(string testName, int fixedSeed)
    {
        var chosen = Environment.GetEnvironmentVariable("HEDGER_TEST_SEED");
        var seed = chosen is null ? fixedSeed : int.Parse(chosen);
        Console.WriteLine($"{testName}: HEDGER_TEST_SEED={seed}");
        return seed;
    }
}
