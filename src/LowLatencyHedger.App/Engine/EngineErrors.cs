using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>Tells people that an agent failed; the runner has stopped trading by then.</summary>
internal sealed class EngineErrors(RunLog log) : IAgentErrorHandler
{
    public void OnError(IAgent agent, Exception exception) =>
        log.Write(LogLevel.Critical, "engine", $"agent {agent.Name} failed, trading stops: {exception}");
}
