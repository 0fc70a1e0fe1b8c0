namespace LowLatencyHedger.Messaging.Tests;

/// <summary>An agent that writes down what is done to it, and throws where it is told to.</summary>
internal sealed class ScriptedAgent(string name, List<string> log) : IAgent
{
    public string Name => name;

    public string? ThrowsIn { get; init; }

    public Func<int> Work { get; init; } = () => 0;

    public int Cycles { get; private set; }

    public void OnStart() => Log("start");

    public int DoWork()
    {
        Cycles++;
        if (ThrowsIn == "work")
        {
            Log("work");
        }

        return Work();
    }

    public void OnClose() => Log("close");

    private void Log(string what)
    {
        lock (log)
        {
            log.Add($"{name}.{what}");
        }

        if (ThrowsIn == what)
        {
            throw new InvalidOperationException($"{name} {what}");
        }
    }
}
