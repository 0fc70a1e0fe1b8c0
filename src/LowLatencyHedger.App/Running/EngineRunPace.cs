namespace LowLatencyHedger.App.Running;

/// <summary>How often the thread that drives a run does what it does beside watching.</summary>
internal sealed record EngineRunPace
{
    /// <summary>Between two lines for people.</summary>
    public TimeSpan Line { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at the configuration file.</summary>
    public TimeSpan ConfigLook { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two looks at the engine.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>For own orders to come to an end when the run stops; with the default settings an unknown one takes about five seconds.</summary>
    public TimeSpan Resolve { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a signal from outside halts this run.</summary>
    public bool TakesSignals { get; init; } = true;
}
