namespace LowLatencyHedger.Messaging;

/// <summary>A part of the program that is driven by one thread, in duty cycles. It never blocks.</summary>
public interface IAgent
{
    string Name { get; }

    /// <summary>On the agent's thread, before its first cycle.</summary>
    void OnStart();

    /// <summary>One duty cycle. Returns how much it did; 0 lets the thread idle.</summary>
    int DoWork();

    /// <summary>On the agent's thread, last and once; also after an error, even one in <see cref="OnStart"/>.</summary>
    void OnClose();
}
