using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;

namespace LowLatencyHedger.Transport;

/// <summary>
/// Connects a ClientWebSocket by the same rules as <see cref="Dialer"/> (no proxy, no redirect, no way around validation) and names its
/// failures alike.
/// </summary>
internal sealed class ManagedDialer : IDisposable
{
    private readonly ClientWebSocket _socket;
    private readonly HttpMessageInvoker _http;
    private SslPolicyErrors _certificateErrors;

    public ManagedDialer(ClientWebSocket socket, TransportSettings settings)
    {
        _socket = socket;
        _socket.Options.CollectHttpResponseDetails = true;
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                CertificateChainPolicy = TrustPolicy.For(settings.TrustedRoots),
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                {
                    _certificateErrors = errors;
                    return errors == SslPolicyErrors.None;
                },
            },
        });
    }

    public Task ConnectAsync(Uri uri, CancellationToken cancel) => _socket.ConnectAsync(uri, _http, cancel);

    /// <summary>Why the connection did not open.</summary>
    public DisconnectionInfo Explain(Exception failure)
    {
        var http = failure.InnerException as HttpRequestException;
        var status = (ushort)_socket.HttpStatusCode;
        var fault = http?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => TransportFault.NameNotResolved,
            HttpRequestError.ConnectionError => TransportFault.ConnectFailed,
            HttpRequestError.SecureConnectionError => TrustPolicy.FaultOf(_certificateErrors),
            HttpRequestError.ResponseEnded => TransportFault.EndOfStream,
            _ => status is 0 or (ushort)HttpStatusCode.SwitchingProtocols ? TransportFault.UpgradeInvalid : TransportFault.UpgradeRefused,
        };
        var detail = http?.Message ?? failure.Message;
        return new DisconnectionInfo(DisconnectionType.Error, fault, 0, status, SocketErrorOf(failure), 0, detail);
    }

    /// <summary>Why an open connection broke.</summary>
    public static DisconnectionInfo ExplainOpen(Exception failure)
    {
        var lost = failure is not WebSocketException { WebSocketErrorCode: WebSocketError.Faulted };
        var error = SocketErrorOf(failure);
        var fault = !lost ? TransportFault.ProtocolError
            : error == SocketError.Success ? TransportFault.EndOfStream
            : TransportFault.SocketError;
        return new DisconnectionInfo(lost ? DisconnectionType.Lost : DisconnectionType.Error, fault, 0, 0, error, 0, failure.Message);
    }

    public void Dispose() => _http.Dispose();

    private static SocketError SocketErrorOf(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return SocketError.Success;
    }
}
