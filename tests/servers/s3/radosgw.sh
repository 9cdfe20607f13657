# Sourced after servers.sh. start_radosgw FOLDER PORT: Ceph's radosgw over one store in memory, without a manager; the
# account is WINNOW_TEST_S3_ACCESS_KEY. All of it lies below FOLDER and is stopped with the rest.
start_radosgw() {
  local folder=$1 port=$2 v1 v2 fsid osd
  v2=$(free_port)
  v1=$(free_port)
  fsid=$(cat /proc/sys/kernel/random/uuid)
  osd=$(cat /proc/sys/kernel/random/uuid)
  mkdir -p "$folder"/{mon,osd,run,log}
  # "crc" keeps radosgw from waiting for minutes for a secure connection that nobody can make without keys.
  cat >"$folder/ceph.conf" <<CONF
[global]
fsid = $fsid
auth cluster required = none
auth service required = none
auth client required = none
mon host = [v2:127.0.0.1:$v2,v1:127.0.0.1:$v1]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
mon data = $folder/mon
osd data = $folder/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon allow pool size one = true
ms mon client mode = crc
paxos propose interval = 0.02
run dir = $folder/run
admin socket = $folder/run/\$name.\$pid.asok
log file = $folder/log/\$name.log
[client.rgw]
rgw data = $folder/rgw
rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw gc obj min wait = 0
CONF
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$v2,v1:127.0.0.1:$v1]" "$folder/monmap"
  ceph-mon -c "$folder/ceph.conf" -i a --mkfs --monmap "$folder/monmap"
  start "$folder/mon.log" ceph-mon -f -c "$folder/ceph.conf" -i a
  ceph -c "$folder/ceph.conf" osd new "$osd" 0
  ceph-osd -c "$folder/ceph.conf" -i 0 --mkfs --osd-uuid "$osd" --osd-data "$folder/osd"
  start "$folder/osd.log" ceph-osd -f -c "$folder/ceph.conf" -i 0
  start "$folder/rgw.log" radosgw -f -c "$folder/ceph.conf" -n client.rgw
  radosgw-admin -c "$folder/ceph.conf" -n client.rgw user create --uid=winnow-test --display-name=winnow-test \
    --access-key="$WINNOW_TEST_S3_ACCESS_KEY" --secret-key="$WINNOW_TEST_S3_SECRET_KEY"
}
