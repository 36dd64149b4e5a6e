<#
.SYNOPSIS
Sends a monthly report of all customers' qualifications by email.

.DESCRIPTION
Writes the report to a folder, compares it with the newest earlier report there, and sends it as an attachment with the figures in the message text.
If customers can't be read, the message says so, and the report names them. With -WhatIf, the script reads, writes, and sends nothing.
Schedule it for the first day of a month. Before you run it, connect. For unattended use, connect with Connect-PcAccount -ServicePrincipal, for example.

The script sends the message to an SMTP server, or saves it in the pickup folder of a mail server. To send it in another way, such as with Microsoft
Graph, specify a script block that receives the message (System.Net.Mail.MailMessage).

.EXAMPLE
./Send-MonthlyQualificationReport.ps1 -Folder ./reports -From reports@contoso.com -To sales@contoso.com -SmtpServer smtp.contoso.com -Credential $mailbox

.EXAMPLE
./Send-MonthlyQualificationReport.ps1 -Folder ./reports -From reports@contoso.com -To sales@contoso.com -Send { param($Message) Send-WithGraph $Message }

Send-WithGraph stands for a function of your own.
#>
[CmdletBinding(DefaultParameterSetName = 'Server', SupportsShouldProcess)]
param(
    # The folder of the reports.
    [Parameter(Mandatory)]
    [string] $Folder,

    # The sender's address.
    [Parameter(Mandatory)]
    [string] $From,

    # The recipients' addresses.
    [Parameter(Mandatory)]
    [string[]] $To,

    # The SMTP server, which must support TLS.
    [Parameter(Mandatory, ParameterSetName = 'Server')]
    [string] $SmtpServer,

    # The SMTP server's port.
    [Parameter(ParameterSetName = 'Server')]
    [int] $Port = 587,

    # The credential for the SMTP server. The default is none.
    [Parameter(ParameterSetName = 'Server')]
    [pscredential] $Credential,

    # The pickup folder of a mail server.
    [Parameter(Mandatory, ParameterSetName = 'Pickup')]
    [string] $PickupDirectory,

    # A script block that sends the message in another way.
    [Parameter(Mandatory, ParameterSetName = 'Send')]
    [scriptblock] $Send,

    # The month that the report is named after.
    [datetime] $Month = (Get-Date)
)

$ErrorActionPreference = 'Stop'
$name = 'qualifications-{0}.html' -f $Month.ToString('yyyy-MM', [cultureinfo]::InvariantCulture)
$title = 'Qualifications, {0}' -f $Month.ToString('MMMM yyyy', [cultureinfo]::InvariantCulture)
$Folder = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Folder)
$report = Join-Path $Folder $name
if (-not $PSCmdlet.ShouldProcess($To -join ', ', "Write $report and send '$title'")) {
    return
}

# The steps are confirmed together, because none of them is useful alone.
$ConfirmPreference = 'None'
$null = New-Item $Folder -ItemType Directory -Force
$earlier = Get-ChildItem -LiteralPath $Folder -Filter 'qualifications-????-??.html' | Where-Object Name -LT $name | Sort-Object Name | Select-Object -Last 1
$comparison = if ($earlier) { @{ Compare = $earlier.FullName } } else { @{} }

# One pipeline, so that the report names the customers that could not be read. If no customer can be read, this line ends the script, and nothing is sent.
Get-PcCustomerQualification -ErrorAction Continue -ErrorVariable failures -OutVariable qualifications |
    Export-PcQualificationReport -Path $report -Title $title @comparison
$figures = $qualifications | Group-Object Qualification, VettingStatus -NoElement | Sort-Object Count -Descending |
    ForEach-Object { '{0,6}  {1}' -f $_.Count, $_.Name }
if ($failures) {
    $figures = @("Incomplete: not all customers could be read completely. The report names them.`n") + $figures
}

$message = [System.Net.Mail.MailMessage]::new()
try {
    $message.From = $From
    $To | ForEach-Object { $message.To.Add($_) }
    $message.Subject = $title
    $message.Body = "The report is attached; it opens in any browser.`n`n$($figures -join "`n")`n"
    $message.Attachments.Add([System.Net.Mail.Attachment]::new($report, 'text/html'))
    if ($Send) {
        & $Send $message
    }
    else {
        $client = [System.Net.Mail.SmtpClient]::new()
        try {
            if ($PickupDirectory) {
                $client.DeliveryMethod = 'SpecifiedPickupDirectory'
                $client.PickupDirectoryLocation = (Resolve-Path $PickupDirectory).ProviderPath
            }
            else {
                $client.Host = $SmtpServer
                $client.Port = $Port
                $client.EnableSsl = $true
                if ($Credential) { $client.Credentials = $Credential.GetNetworkCredential() }
            }

            $client.Send($message)
        }
        finally {
            $client.Dispose()
        }
    }
}
finally {
    $message.Dispose()
}

Get-Item -LiteralPath $report
